// expect 3:12: renamed or partial import is not part of the subset
module M {
  import N = M
}
