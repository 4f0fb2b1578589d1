# Lango at @site@: a RouterOS script for @range@, gateway @where@.
#
# Upload this file to Files, then type in the terminal:  /import file-name=lango.rsc
# Import it, do not paste it: an import ends at the first thing that is wrong, and says it.
# It may be imported any number of times: it looks for what is there, then adds or corrects.
# Whatever it makes has a comment that begins with "lango: ", or the name "lango". What it
# changes of yours is noted first, in /system/script "lango-before"; the file made with
# `langod routeros script --remove` puts that back and takes the rest away.
