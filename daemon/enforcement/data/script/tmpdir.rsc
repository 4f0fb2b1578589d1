  :if ([:len [/container/config get tmpdir]] = 0) do={
    :global langoRemember
    $langoRemember "/container/config set tmpdir=\"\""
    /container/config set tmpdir=($langoStore . "lango/tmp")
  }
