/** A form that was sent waits for its answer, and is not sent twice. */
;(() => {
  const waiting = new Set()

  document.addEventListener('submit', (event) => {
    const { target, submitter, defaultPrevented } = event
    if (defaultPrevented || target.dataset.stays !== undefined) return
    if (waiting.size > 0) return event.preventDefault()
    const button = submitter ?? target.querySelector('[type=submit]')
    button.ariaBusy = 'true'
    waiting.add(button)
  })
  // Back from the next page the browser may show this one as it was left.
  addEventListener('pageshow', () => {
    for (const button of waiting) button.ariaBusy = null
    waiting.clear()
  })
})()
