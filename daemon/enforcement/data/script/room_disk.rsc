    :if ([:len [/file find name=@disk@]] = 0) do={
      :error @no-disk@
    }
