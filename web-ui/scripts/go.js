HTMLFormElement.prototype.submit.call(document.getElementById("sign-in"))
