# How it is: older versions have a status, newer ones flags.
:global langoState do={
  :local s ""
@first@
  :if ([:len $s] = 0) do={
@second@
  }
  :return $s
}
