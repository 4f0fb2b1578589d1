  :if ([:len [/ip/address find interface=@interface@]] = 0) do={
    :error @no-address@
  }
