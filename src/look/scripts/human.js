/**
 * A form that is sent with a check for humans: it waits until the check is passed, and then goes on by itself. Turnstile
 * draws into the page after this script.
 */
;(() => {
  const SCRIPTS = 'https://challenges.cloudflare.com/turnstile/'
  // Turnstile loads its own script anew at times. No other text becomes a script of the page (Trusted Types).
  window.trustedTypes?.createPolicy('default', {
    createScriptURL: (url) => (url.startsWith(SCRIPTS) ? url : null),
  })

  const place = document.querySelector('.cf-turnstile')
  if (!place) return
  // A wide one has at least 300 px.
  place.dataset.size = place.clientWidth < 300 ? 'compact' : 'flexible'

  const form = place.closest('form')
  let pressed
  const rest = () => {
    if (pressed) pressed.ariaBusy = null
    const button = pressed
    pressed = undefined
    return button
  }
  form.addEventListener('submit', (event) => {
    // Without the field Turnstile has not come: the service says what that means.
    if (form.elements['cf-turnstile-response']?.value !== '') return
    event.preventDefault()
    rest()
    pressed = event.submitter
    pressed.ariaBusy = 'true'
  })
  window.humanShown = () => {
    const button = rest()
    if (button) form.requestSubmit(button)
  }
  window.humanNotShown = () => void rest()
})()
