{
  :if ([:len [/interface find name=@interface@]] = 0) do={
    :error @no-interface@
  }
  :if ([:len [/interface/bridge/port find interface=@interface@]] > 0) do={
    :error @is-port@
  }
  :foreach h in=[/ip/hotspot find interface=@interface@] do={
    :if ([/ip/hotspot get $h name] != "lango") do={
      :error @has-hotspot@
    }
  }
@addressing@}
