// expect 2:9: included file `nowhere.dfy` does not exist
include "nowhere.dfy"
module M { }
