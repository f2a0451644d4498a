/**
 * The one script. It reads the key from the fragment and takes it out of the address, so that it stays in
 * no history and no later request can carry it. Nothing is sent before a form is filled in and sent: scanners
 * and previews that open a link change nothing. Words come from the page (`data-…`), in the reader's language.
 */
;(() => {
  const forms = [...document.querySelectorAll('form')]
  const more = document.querySelector('details')
  const outcome = document.getElementById('outcome')
  const key = new URLSearchParams(location.hash.slice(1))
  const token = key.get('token')
  history.replaceState(null, '', location.pathname)

  const tell = (text, kind) => {
    outcome.className = kind
    outcome.textContent = text
    if (kind !== 'busy') outcome.focus()
  }
  const end = (text, kind) => {
    for (const part of [...forms, more]) if (part) part.hidden = true
    tell(text, kind)
  }

  const mark = (field, text) => {
    document.getElementById(field.id + '-problem').textContent = text
    if (text) field.setAttribute('aria-invalid', 'true')
    else field.removeAttribute('aria-invalid')
  }
  const complain = (field, text) => {
    mark(field, text)
    field.focus()
  }

  async function send(form, body) {
    const words = form.dataset
    const buttons = form.querySelectorAll('button')
    for (const button of buttons) button.disabled = true
    tell(words.working, 'busy')
    try {
      const answer = await fetch(words.to, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        // Cookies only where the answer has one to keep: a press alone must not act for whoever is signed in.
        credentials: 'remember' in words ? 'same-origin' : 'omit',
        body: JSON.stringify(body),
      })
      return { status: answer.status, failure: answer.headers.get('Postern-Failure') || '' }
    } catch {
      return { status: 0, failure: '' }
    } finally {
      for (const button of buttons) button.disabled = false
      tell('', 'busy')
    }
  }

  // The header is a code, and then member, rule and limit of each broken rule.
  const ruleOf = (member, failure) => {
    const parts = failure.split('; ')
    const at = parts.indexOf('member=' + member)
    return at < 0 ? '' : parts[at + 1].replace('rule=', '')
  }
  const inWords = (form, rule) =>
    form.getAttribute('data-' + rule.replaceAll('_', '-')) || form.dataset.notAllowed

  const unexpected = (form, status) =>
    tell(status === 429 ? form.dataset.tooMany : form.dataset.failed, 'bad')

  const onSubmit = (form, act) => {
    for (const field of form.elements) if (field.name) field.addEventListener('input', () => mark(field, ''))
    form.addEventListener('submit', (event) => {
      event.preventDefault()
      void act()
    })
  }

  /** What was typed, under the names of the fields; `data-nest` and `data-flag` say what is asked for. */
  function bodyOf({ elements: { email, password }, dataset: { nest, flag } }) {
    const typed = password && password.value !== '' ? { password: password.value } : {}
    return {
      token,
      ...(email && { email: email.value }),
      ...(nest ? { [nest]: typed } : typed),
      ...(flag && { [flag]: true }),
    }
  }

  function asking(form) {
    const { email, password } = form.elements
    onSubmit(form, async () => {
      tell('', 'busy')
      const { status, failure } = await send(form, bodyOf(form))
      const rule = ruleOf('password', failure)
      if (status === 200) end(form.dataset.done, 'good')
      else if (rule) complain(password, inWords(form, rule))
      else if (email && (status === 400 || status === 422)) complain(email, form.dataset.wrong)
      else if (status === 401) complain(password, form.dataset.wrong)
      else if (status === 400) end(form.dataset.linkBroken, 'bad')
      else unexpected(form, status)
    })
  }

  function resetting(form) {
    const words = form.dataset
    const { account, password, again } = form.elements
    const toggle = document.getElementById('toggle')
    const least = Number(words.least)
    account.value = key.get('email') || ''

    toggle.addEventListener('click', () => {
      const shown = password.type === 'text'
      for (const field of [password, again]) field.type = shown ? 'password' : 'text'
      toggle.textContent = shown ? words.show : words.hide
    })

    onSubmit(form, async () => {
      mark(password, '')
      mark(again, '')
      tell('', 'busy')
      if ([...password.value.normalize('NFC')].length < least) return complain(password, words.tooShort)
      if (password.value !== again.value) return complain(again, words.mismatch)
      const { status, failure } = await send(form, {
        token,
        email: account.value,
        password: password.value,
        password_confirmation: again.value,
      })
      const rule = ruleOf('password', failure)
      if (status === 200) end(words.done, 'good')
      else if (rule) complain(password, inWords(form, rule))
      else if (status === 422) end(words.linkBroken, 'bad')
      else unexpected(form, status)
    })
  }

  if (!token) return end(forms[0].dataset.keyMissing, 'bad')
  for (const part of [...forms, more]) if (part) part.hidden = false
  for (const form of forms) (form.elements.again ? resetting : asking)(form)
})()
