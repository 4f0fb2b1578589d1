
# --- The gateway itself. Its books are in lango/data, its configuration in lango/etc; both
# outlive the container. A newer image: --remove, upload it, import this file again.
{
  :global langoStore
  :local done false
  :local has "?"
  # For whoever looks into the container from the router: which site it is.
@envs@  /container/envs set [/container/envs find key="LANGO_SITE"] value=@site@
@mounts@@tmpdir@}
@state@
{
  :global langoStore
  :global langoState
  :local done false
  :if ([:len [/container find comment="lango: gateway"]] = 0) do={
    :local tar @image@
    :if ([:len [/file find name=$tar]] = 0) do={ :set tar ($langoStore . $tar) }
@container@
    :if (!$done) do={
      :error "Lango: no container could be made of the image: /log/print where topics~\"container\" says why"
    }
  }
  # Unpacking takes a while, and only what is unpacked can be started.
  :local n 0
  :while (($n < 60) && ([$langoState] != "stopped") && ([$langoState] != "running")) do={
    :delay 2s
    :set n ($n + 1)
  }
  :if ([$langoState] = "stopped") do={
    /container start [/container find comment="lango: gateway"]
  }
  :set n 0
  :while (($n < 15) && ([$langoState] != "running")) do={ :delay 2s; :set n ($n + 1) }
}
