/** A menu closes when one looks elsewhere. */
;(() => {
  const close = (isOver) => {
    for (const menu of document.querySelectorAll('[data-menu][open]'))
      if (isOver(menu)) menu.removeAttribute('open')
  }
  document.addEventListener('click', ({ target }) => close((menu) => !menu.contains(target)))
  document.addEventListener('focusin', ({ target }) => close((menu) => !menu.contains(target)))
  document.addEventListener('keydown', ({ key }) => {
    if (key !== 'Escape') return
    close((menu) => {
      if (menu.contains(document.activeElement)) menu.querySelector('summary').focus()
      return true
    })
  })
})()
