(function(){
var wait=document.getElementById("wait").dataset;
function again(){location.reload()}
function later(){setTimeout(again,wait.secs*1e3)}
try{
var news=new EventSource(wait.events);
news.onmessage=function(){setTimeout(again,Math.max(0,2e3-performance.now()))};
news.onerror=function(){news.close();later()};
}catch(e){later()}
})()
