{
  :if ([:len [/ip/hotspot find name=@server@]] = 0) do={
    :error @no-server@
  }
}
