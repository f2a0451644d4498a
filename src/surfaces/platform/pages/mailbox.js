/** The mailbox looks for new mails by itself, copies codes, and is emptied. Without it the page can be read. */
;(() => {
  const EVERY_MS = 4_000

  const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto' })
  const inWords = (seconds) => {
    if (seconds < 60) return 'just now'
    if (seconds < 3600) return relative.format(-Math.floor(seconds / 60), 'minute')
    if (seconds < 86400) return relative.format(-Math.floor(seconds / 3600), 'hour')
    return relative.format(-Math.floor(seconds / 86400), 'day')
  }
  /** What needs the script appears with it. */
  const enliven = () => {
    for (const button of document.querySelectorAll('button[hidden]')) button.hidden = false
    for (const time of document.querySelectorAll('time'))
      time.textContent = inWords((Date.now() - Date.parse(time.dateTime)) / 1000)
  }

  /** Takes over what has changed. A mail that is being read, and what is being typed, stays. */
  async function refresh() {
    if (document.hidden) return
    const answer = await fetch(location.href, { headers: { Accept: 'text/html' } }).catch(() => null)
    if (!answer?.ok) return
    const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html')
    const newestOf = (page) => page.querySelector('.panes').dataset.newest
    if (newestOf(fresh) !== newestOf(document)) {
      const focused = document.activeElement?.getAttribute('href')
      const part = new URLSearchParams(location.search).has('mail') ? '.panes > nav' : '.panes'
      document.querySelector(part)?.replaceWith(fresh.querySelector(part) ?? '')
      if (focused) document.querySelector('.panes a[href="' + CSS.escape(focused) + '"]')?.focus()
    }
    enliven()
  }

  const say = (button, text) => {
    button.textContent = text
  }

  async function copy(button) {
    await navigator.clipboard.writeText(button.dataset.copy)
    const label = button.textContent
    say(button, 'Copied')
    setTimeout(say, 1_500, button, label)
  }

  async function empty(button) {
    button.ariaBusy = 'true'
    await fetch('/dev/mailbox', { method: 'DELETE' }).catch(() => null)
    location.assign('/dev/mailbox')
  }

  document.addEventListener('click', ({ target }) => {
    if (target.dataset.copy !== undefined) void copy(target)
    if (target.id === 'empty') void empty(target)
  })
  enliven()
  setInterval(refresh, EVERY_MS)
})()
