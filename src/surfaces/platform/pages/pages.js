/**
 * The script of the pages behind our mails. It takes the token out of the address, so that it stays in no
 * history and no later request can carry it, and keeps it for this tab until it is used. Nothing is sent before
 * a form is filled in and sent: scanners and previews that open a link change nothing. All words come from the
 * page, in the reader's language.
 */
;(() => {
  const views = [...document.querySelectorAll('[data-view]')]
  const forms = [...document.querySelectorAll('form[data-done]')]
  const NAME = 'link ' + location.pathname
  let key = new URLSearchParams()

  // Some browsers refuse storage. Then the token lives as long as the page.
  const storage = (act) => {
    try {
      return act(sessionStorage)
    } catch {
      return null
    }
  }

  const show = (name) => {
    for (const view of views) view.hidden = view.dataset.view !== name
    const shown = views.find((view) => !view.hidden)
    if (shown.classList.contains('outcome')) shown.querySelector('h1').focus()
  }

  /** Also when a second link is opened in the same tab: then only the fragment changes. */
  function open() {
    const given = location.hash.slice(1)
    if (new URLSearchParams(given).has('token')) storage((all) => all.setItem(NAME, given))
    if (given) history.replaceState(null, '', location.pathname)
    const brought = new URLSearchParams(given)
    key = brought.has('token') ? brought : new URLSearchParams(storage((all) => all.getItem(NAME)) || '')
    for (const form of forms) {
      form.reset()
      for (const field of fieldsOf(form)) mark(field, '')
      notice(form, '')
      if (form.elements.step) ask(form.elements.step, false)
    }
    // Shown beside the new password. The form that mails a link stays empty: a scanner sends what is filled in.
    const account = document.getElementById('account')
    if (account) account.value = key.get('email') || ''
    show(key.has('token') ? 'open' : 'lost')
  }

  const end = (name) => {
    storage((all) => all.removeItem(NAME))
    key = new URLSearchParams()
    // A password that was typed does not stay in a page that nobody closes.
    for (const form of forms) form.reset()
    show(name)
  }

  /** The second step is asked for where the account has one, and only then has to be there. */
  const ask = (step, isAsked) => {
    step.closest('[data-step]').hidden = !isAsked
    step.required = isAsked
  }

  const notice = (form, text) => {
    form.querySelector('.notice').textContent = text
  }
  const fieldsOf = ({ elements: { email, password, step } }) => [email, password, step].filter(Boolean)

  /** Says what is wrong with a field in place of its hint; without a text, nothing is. */
  function mark(field, text) {
    const place = field.closest('.field')
    const hint = place.querySelector('.hint')
    place.querySelector('.problem')?.remove()
    field.removeAttribute('aria-invalid')
    if (hint) field.setAttribute('aria-describedby', hint.id)
    else field.removeAttribute('aria-describedby')
    if (!text) return
    const problem = document.createElement('p')
    Object.assign(problem, { id: field.id + '-problem', className: 'problem', textContent: text })
    place.append(problem)
    field.setAttribute('aria-invalid', 'true')
    field.setAttribute('aria-describedby', problem.id)
  }
  const complain = (field, rule) => {
    mark(field, field.getAttribute('data-' + rule.replaceAll('_', '-')) || field.dataset.notAllowed)
    field.focus()
  }

  /** The service shows the form again, with a check for humans. A password is typed once more. */
  function sendWithoutScript(form) {
    if (form.elements.link) form.elements.link.value = '#' + key
    form.submit()
  }

  async function send(form, body) {
    const { remember } = form.dataset
    try {
      const answer = await fetch(form.getAttribute('action'), {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        // Cookies only where the answer has one to keep: a press alone must not act for whoever is signed in.
        credentials: remember === undefined ? 'omit' : 'same-origin',
        body: JSON.stringify(body),
      })
      const [code, ...rest] = (answer.headers.get('Postern-Failure') || '').split('; ')
      const { second_step: secondStep } = code === 'second_step_required' ? await answer.json() : {}
      return { status: answer.status, code, rest, secondStep }
    } catch {
      return { status: 0, code: '', rest: [] }
    }
  }

  /** Offers a passkey beside the code, where the account has one and the browser knows what that is. */
  function offerPasskey(form, { methods, token }) {
    const button = form.querySelector('[data-step-passkey]')
    if (!button) return
    button.hidden = !methods.includes('passkey') || !window.PublicKeyCredential?.parseRequestOptionsFromJSON
    button.dataset.stepPasskey = token
  }

  /** The token is of the refusal: it asks for the passkeys of that account, and signs nobody in. */
  async function usePasskey(form, { dataset: { stepPasskey: token } }) {
    notice(form, '')
    try {
      const answer = await fetch('/api/v1/auth/passkey/options', {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        credentials: 'omit',
        body: JSON.stringify({ token }),
      })
      const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(await answer.json())
      const credential = await navigator.credentials.get({ publicKey })
      await submit(form, { passkey: credential.toJSON() })
    } catch ({ name }) {
      // Whoever closes the window of the browser knows that.
      if (name !== 'NotAllowedError' && name !== 'AbortError') notice(form, form.dataset.failed)
    }
  }

  /** What was typed, under the names of the fields; `data-nest` and `data-flag` say what is asked for. */
  function bodyOf({ elements: { email, password, step }, dataset: { nest, flag, tokenless } }, proof) {
    const typed = password && password.value !== '' ? { password: password.value } : {}
    const code = !proof && step?.required && step.value.trim()
    return {
      ...proof,
      ...(code && { [/^\d{3} ?\d{3}$/.test(code) ? 'totp' : 'recovery_code']: code }),
      ...(tokenless === undefined && { token: key.get('token') }),
      ...(email && { email: email.value }),
      ...(nest ? { [nest]: typed } : typed),
      ...(flag && { [flag]: true }),
    }
  }

  /** @param proof a passkey, which stands for the code */
  async function submit(form, proof) {
    const { email, password, step } = form.elements
    const button = form.querySelector('[type=submit]')
    if (button.ariaBusy === 'true') return
    for (const field of fieldsOf(form)) {
      mark(field, '')
      if (field === step && proof) continue
      if (field.validity.valueMissing) return complain(field, 'missing')
      if (field.validity.typeMismatch) return complain(field, 'not_an_email')
    }
    notice(form, '')
    button.ariaBusy = 'true'
    const asked = key
    const { status, code, rest, secondStep } = await send(form, bodyOf(form, proof))
    button.ariaBusy = null
    // Another link was opened meanwhile: this answer is not about it.
    if (key !== asked) return
    const { done, doneWithoutPassword, broken, failed, tooMany } = form.dataset
    // After the code come member, rule and limit of each broken rule.
    const broke = (member) => rest[rest.indexOf('member=' + member) + 1]?.replace('rule=', '')
    if (status === 200) end((password?.value === '' && doneWithoutPassword) || done)
    else if (rest.includes('member=password')) complain(password, broke('password'))
    else if (rest.includes('member=totp') || rest.includes('member=recovery_code'))
      complain(step, 'not_allowed')
    else if (rest.includes('member=email')) complain(email, broke('email'))
    else if (code === 'second_step_required' && step) {
      ask(step, true)
      if (secondStep) offerPasskey(form, secondStep)
      step.focus()
    } else if (code === 'second_step_refused' && step) complain(step, 'not_allowed')
    else if (code === 'wrong_credentials') complain(password, 'wrong')
    else if (code === 'invalid_link' && broken) end(broken)
    else if (code === 'invalid_link') complain(email, 'wrong')
    else if (code === 'human_check_required' && form.dataset.human !== undefined) sendWithoutScript(form)
    else notice(form, status === 429 ? tooMany : failed)
  }

  for (const form of forms) {
    form.addEventListener('submit', (event) => {
      event.preventDefault()
      void submit(form)
    })
    form.addEventListener('input', ({ target }) => mark(target, ''))
    const passkey = form.querySelector('[data-step-passkey]')
    passkey?.addEventListener('click', () => void usePasskey(form, passkey))
  }
  addEventListener('hashchange', () => {
    if (location.hash) open()
  })
  open()
})()
