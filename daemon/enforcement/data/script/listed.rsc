  :set has "?"
@own-count@
  :if ($has = "?") do={
@other-count@
  }
  :if (($has = 0) || ($has = "?")) do={
    :set done false
@add@
    :if (!$done) do={ :error "Lango: @menu@ takes no rows: make this file anew for the version you run" }
  }
