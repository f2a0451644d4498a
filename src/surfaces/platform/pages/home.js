/** Copies the call that is shown. */
const say = (button, text) => {
  button.textContent = text
}

async function copy(button) {
  await navigator.clipboard.writeText(document.getElementById('call').textContent)
  say(button, 'Copied')
  setTimeout(say, 1_500, button, 'Copy')
}

for (const button of document.querySelectorAll('button[hidden]')) {
  button.hidden = false
  button.addEventListener('click', () => void copy(button))
}
