/** Times as the clock of the visitor shows them: the service knows no time zone. */
;(() => {
  const format = new Intl.DateTimeFormat(document.documentElement.lang, {
    dateStyle: 'medium',
    timeStyle: 'short',
  })
  for (const time of document.querySelectorAll('time[datetime]'))
    time.textContent = format.format(new Date(time.dateTime))
})()
