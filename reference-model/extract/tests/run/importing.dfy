include "imported.dfy"

// Names of another module, qualified and not.
module Importing {
  import opened Imported

  // Hides the imported one.
  function method Limit2(): int { Limit + 1 }
  // expect Limit2 = 4
  function method First(names: Names, wanted: string): Option<string> { if wanted in names then Some(wanted) else None }
  function method Firsts(): (string, string) { (Default(First({"a"}, "a"), "none"), Imported.Default(First({}, "a"), "none")) }
  // expect Firsts = ( "a" "none" )
  function method Qualified(): Imported.Option<int> { Imported.Option.Some(Imported.Limit) }
  // expect Qualified = Some( 3 )
}
