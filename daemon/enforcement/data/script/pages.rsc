
# --- The login pages.
:global langoPage do={
  :global langoBase
  :local page ($langoBase . "lango-pages/" . $1)
  :if ([:len [/file find name=$page]] = 0) do={
    /file add name=$page contents=$2
  } else={
    /file set [/file find name=$page] contents=$2
  }
}
{
  :global langoBase
  :global langoPage
  :local folder ($langoBase . "lango-pages")
  :local n 0
  :if ([:len [/file find name=$folder]] = 0) do={
@make-folder@
  }
  :while (($n < 5) && ([:len [/file find name=$folder]] = 0)) do={ :delay 1s; :set n ($n + 1) }
  :do {
@pages@
  } on-error={
    :error ("Lango: no page can be written: make the folder " . $folder . " in Files, then import again")
  }
}
