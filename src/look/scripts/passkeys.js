/**
 * Passkeys. A button says what it asks an authenticator for, and which form is sent with the answer; the challenge comes
 * from the page's own address. Pages work without it.
 */
;(() => {
  const { PublicKeyCredential: Passkeys, navigator } = window
  const buttons = document.querySelectorAll('[data-passkey]')
  if (!Passkeys?.parseRequestOptionsFromJSON || !Passkeys.parseCreationOptionsFromJSON) {
    for (const button of buttons) button.hidden = true
    return
  }
  /** A challenge is good for five minutes, so an open request is renewed in time. */
  const RENEW_MS = 240_000
  const CONFIRM = '/account/confirm?return_to='
  let asking = new AbortController()
  /** Offers passkeys in the field of the address, where there is one. */
  let offer = () => {}

  async function optionsFor(form) {
    const body = new URLSearchParams()
    for (const { type, name, value } of form.elements) if (type === 'hidden') body.set(name, value)
    body.set('do', 'passkey_options')
    const answer = await fetch(form.action, { method: 'POST', headers: { Accept: 'application/json' }, body })
    // A page that was open for long: the session has ended, or one more proof is needed.
    if (answer.redirected) location.reload()
    const { error, ...options } = await answer.json()
    if (error === 'sign_in_again')
      location.assign(CONFIRM + encodeURIComponent(location.pathname + location.search))
    if (!answer.ok) throw new Error(error)
    return options
  }

  const ask = async (kind, options, more) => {
    if (kind === 'get')
      return navigator.credentials.get({ publicKey: Passkeys.parseRequestOptionsFromJSON(options), ...more })
    return navigator.credentials.create({
      publicKey: Passkeys.parseCreationOptionsFromJSON(options),
      ...more,
    })
  }

  function send(form, fields) {
    // What was typed beside the button stays here, a password above all.
    for (const field of form.elements)
      if (field.type !== 'hidden' && field.name !== 'name') field.disabled = true
    for (const [name, value] of Object.entries(fields)) {
      const field = document.createElement('input')
      Object.assign(field, { type: 'hidden', name, value })
      form.append(field)
    }
    form.submit()
  }

  async function use({ form, dataset: { passkey, does } }, more) {
    // A browser answers one request at a time: the one that waits in a field makes room.
    asking.abort()
    asking = new AbortController()
    const { signal } = asking
    const credential = await ask(passkey, await optionsFor(form), { signal, ...more })
    if (!signal.aborted) send(form, { do: does, credential: JSON.stringify(credential.toJSON()) })
  }

  async function press(button) {
    const said = document.getElementById(button.getAttribute('aria-describedby'))
    said.textContent = ''
    button.ariaBusy = 'true'
    try {
      await use(button)
    } catch ({ name }) {
      button.ariaBusy = null
      offer()
      // Whoever closes the window of the browser knows that.
      if (name === 'InvalidStateError') said.textContent = said.dataset.known
      else if (name !== 'NotAllowedError' && name !== 'AbortError') said.textContent = said.dataset.failed
    }
  }

  /** For as long as somebody looks at the page: one in another tab asks for nothing. */
  async function keepOffering(button) {
    if (!(await Passkeys.isConditionalMediationAvailable?.())) return
    offer = () => {
      // What a button has asked for is not disturbed.
      if (document.hidden || document.querySelector('[data-passkey][aria-busy=true]')) return
      use(button, { mediation: 'conditional' }).catch(() => {})
    }
    offer()
    setInterval(() => offer(), RENEW_MS)
    document.addEventListener('visibilitychange', () => offer())
  }

  const inField = document.querySelector('[autocomplete~=webauthn]')
  for (const button of buttons) {
    button.addEventListener('click', () => void press(button))
    if (button.form === inField?.form) void keepOffering(button)
  }
})()
