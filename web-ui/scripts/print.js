addEventListener("load",function(){print()})
