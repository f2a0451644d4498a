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

  /** Takes over what has changed. A mail that is being read, and what is being typed, stays. */
  async function refresh() {
    if (document.hidden) return
    const answer = await fetch(location.href, { headers: { Accept: 'text/html' } }).catch(() => null)
    if (!answer?.ok) return
    const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html')
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
