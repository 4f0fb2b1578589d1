    :if ([/system/resource get free-hdd-space] < 24000000) do={
      :error "Lango: less than 24 MB are free: plug in a USB disk with ext4 and name it with --storage"
    }
