/** The mailbox looks for new mails by itself, and is emptied. Without this script it can be read. */
;(() => {
  const EVERY_MS = 4_000

  const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto' })
  const inWords = (seconds) => {
    if (seconds < 60) return 'just now'
    if (seconds < 3600) return relative.format(-Math.floor(seconds / 60), 'minute')
    if (seconds < 86400) return relative.format(-Math.floor(seconds / 3600), 'hour')
    return relative.format(-Math.floor(seconds / 86400), 'day')
  }
  const tellTimes = () => {
    for (const time of document.querySelectorAll('time'))
      time.textContent = inWords((Date.now() - Date.parse(time.dateTime)) / 1000)
  }

  /** The page as it is now. The browser reads it: the policy lets no script turn text into markup. */
  const present = () =>
    new Promise((resolve) => {
      const asked = new XMLHttpRequest()
      asked.open('GET', location.href)
      asked.setRequestHeader('Accept', 'text/html')
      asked.responseType = 'document'
      asked.onloadend = () => resolve(asked.status === 200 ? asked.response : null)
      asked.send()
    })

  /** Takes over what has changed. A mail that is being read, and what is being typed, stays. */
  async function refresh() {
    if (document.hidden) return
    const fresh = await present()
    if (!fresh) return
    const [shown, newer] = [document, fresh].map((page) => page.querySelector('.panes'))
    if (newer.dataset.newest !== shown.dataset.newest) {
      const focused = document.activeElement?.getAttribute('href')
      const [list, newerList] = [shown, newer].map((panes) => panes.querySelector('nav'))
      const isRead = new URLSearchParams(location.search).has('mail') && list && newerList
      if (isRead) {
        list.replaceWith(newerList)
        shown.dataset.newest = newer.dataset.newest
      } else shown.replaceWith(newer)
      if (focused) document.querySelector('.panes a[href="' + CSS.escape(focused) + '"]')?.focus()
    }
    tellTimes()
  }

  async function empty(button) {
    button.ariaBusy = 'true'
    await fetch('/dev/mailbox', { method: 'DELETE' }).catch(() => null)
    location.assign('/dev/mailbox')
  }

  const emptying = document.getElementById('empty')
  emptying.hidden = false
  emptying.addEventListener('click', () => void empty(emptying))
  tellTimes()
  setInterval(refresh, EVERY_MS)
})()
