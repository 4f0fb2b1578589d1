
# --- Notes how something of yours was, the latest first, so that it can be put back.
:global langoRemember do={
  :local line (":do { " . $1 . " } on-error={}")
  :local row [/system/script find name="lango-before"]
  :if ([:len $row] = 0) do={
    /system/script add name="lango-before" comment="lango: what was here before" source=$line
  } else={
    /system/script set $row source=($line . "\r\n" . [/system/script get $row source])
  }
}
