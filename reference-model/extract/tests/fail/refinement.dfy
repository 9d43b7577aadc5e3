// expect 2:10: refinement is not part of the subset
module M refines N { }
