{
  :local a [/system/resource get architecture-name]
  :if (@not-architecture@) do={
    :error ("Lango: the image is for @architecture@ and this router is " . $a . ": make both with --architecture")
  }
  :if ([:len [/system/package find name="container" disabled=no]] = 0) do={
    :put "Upload container-VERSION-ARCHITECTURE.npk of this very RouterOS version to Files; then /system/reboot"
    :error "Lango: the container package is missing: see the line above"
  }
  :local is "?"
@container-mode@
  :if (($is = false) || ($is = "no")) do={
    :put "/system/device-mode/update @modes@"
    :error "Lango: device-mode forbids containers: type the line above, then press the reset button within 5 minutes"
  }
}
{
  :global langoBase
  :global langoStore @store@
  :local tar [/file find name=@image@]
  :if ([:len $tar] = 0) do={ :set tar [/file find name=($langoStore . @image@)] }
  :if ([:len [/container find comment="lango: gateway"]] = 0) do={
    :if ([:len $tar] = 0) do={
      :error @no-image@
    }
@room@  }
  :if ([:len [/file find name=($langoStore . "lango/etc/langod.toml")]] = 0) do={
@make-folders@
    :error ("Lango: upload langod.toml to " . $langoStore . "lango/etc in Files, then import this file again")
  }
}
