{
  :local rule [@menu@ find comment="lango: @what@"]
  :local top [@menu@ find chain=@chain@ dynamic=no]
  :if ([:len $rule] > 0) do={
    @menu@ set $rule @match@
  } else={
    :if ([:len $top] > 0) do={
      @menu@ add chain=@chain@ action=@action@ comment="lango: @what@" place-before=[:pick $top 0] @match@
    } else={
      @menu@ add chain=@chain@ action=@action@ comment="lango: @what@" @match@
    }
  }
}
