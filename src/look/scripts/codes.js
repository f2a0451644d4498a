/** Recovery codes as a file, and on paper. */
;(() => {
  const textOf = (list) => [...list.querySelectorAll('.owner, code')].map((each) => each.textContent)

  function download(button) {
    const text = textOf(button.closest('.codes')).join('\n') + '\n'
    const link = document.createElement('a')
    link.href = URL.createObjectURL(new Blob([text], { type: 'text/plain' }))
    link.download = button.dataset.file
    link.click()
    URL.revokeObjectURL(link.href)
  }

  document.addEventListener('click', ({ target }) => {
    const button = target.closest('[data-codes]')
    if (button?.dataset.codes === 'download') download(button)
    if (button?.dataset.codes === 'print') print()
  })
})()
