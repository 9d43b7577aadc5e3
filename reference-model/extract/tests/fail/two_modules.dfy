// expect 3:1: only one module per file is accepted, and nothing after it
module M { }
module N { }
