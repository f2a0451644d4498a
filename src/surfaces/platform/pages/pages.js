/**
 * The one script. It reads the key from the fragment and takes it out of the address, so that it stays in
 * no history and no later request can carry it. Nothing is sent before a button is pressed: scanners and
 * previews that open a link change nothing. Words come from the page (`data-…`), in the reader's language.
 */
;(() => {
  const form = document.querySelector('form')
  const outcome = document.getElementById('outcome')
  const key = new URLSearchParams(location.hash.slice(1))
  const token = key.get('token')
  const words = form.dataset
  history.replaceState(null, '', location.pathname)

  const tell = (text, kind) => {
    outcome.className = kind
    outcome.textContent = text
    if (kind !== 'busy') outcome.focus()
  }
  const end = (text, kind) => {
    form.hidden = true
    tell(text, kind)
  }

  async function send(body) {
    const buttons = form.querySelectorAll('button')
    for (const button of buttons) button.disabled = true
    tell(words.working, 'busy')
    try {
      const answer = await fetch(form.dataset.to, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        credentials: 'omit',
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

  const unexpected = (status) => tell(status === 429 ? words.tooMany : words.failed, 'bad')

  const onSubmit = (act) =>
    form.addEventListener('submit', (event) => {
      event.preventDefault()
      void act()
    })

  function pressing() {
    onSubmit(async () => {
      const { status } = await send({ token })
      if (status === 200) end(words.done, 'good')
      else if (status >= 400 && status < 500 && status !== 429) end(words.linkBroken, 'bad')
      else unexpected(status)
    })
  }

  function resetting() {
    const { account, password, again } = form.elements
    const toggle = document.getElementById('toggle')
    const least = Number(words.least)
    account.value = key.get('email') || ''

    toggle.addEventListener('click', () => {
      const shown = password.type === 'text'
      for (const field of [password, again]) field.type = shown ? 'password' : 'text'
      toggle.textContent = shown ? words.show : words.hide
    })

    const mark = (field, text) => {
      document.getElementById(field.id + '-problem').textContent = text
      if (text) field.setAttribute('aria-invalid', 'true')
      else field.removeAttribute('aria-invalid')
    }
    const complain = (field, text) => {
      mark(field, text)
      field.focus()
    }
    for (const field of [password, again]) field.addEventListener('input', () => mark(field, ''))

    // The header is a code, and then member, rule and limit of each broken rule.
    const ruleOf = (member, failure) => {
      const parts = failure.split('; ')
      const at = parts.indexOf('member=' + member)
      return at < 0 ? '' : parts[at + 1].replace('rule=', '')
    }
    const inWords = (rule) => form.getAttribute('data-' + rule.replaceAll('_', '-')) || words.notAllowed

    onSubmit(async () => {
      mark(password, '')
      mark(again, '')
      tell('', 'busy')
      if ([...password.value.normalize('NFC')].length < least) return complain(password, words.tooShort)
      if (password.value !== again.value) return complain(again, words.mismatch)
      const { status, failure } = await send({
        token,
        email: account.value,
        password: password.value,
        password_confirmation: again.value,
      })
      const rule = ruleOf('password', failure)
      if (status === 200) end(words.done, 'good')
      else if (rule) complain(password, inWords(rule))
      else if (status === 422) end(words.linkBroken, 'bad')
      else unexpected(status)
    })
  }

  if (!token) return end(words.linkBroken, 'bad')
  form.hidden = false
  if (form.elements.password) resetting()
  else pressing()
})()
