  :global langoState
  :if ([$langoState] != "running") do={
    :set bad ($bad + 1); :put "Lango: the container does not run: /log/print where topics~\"container\""
  }
