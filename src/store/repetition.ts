/**
 * The answer to a statement can be lost on its way, and then nobody knows whether it ran. Each function of
 * the store says by its type what may be done about that.
 */
export type Operation<Act> = {
  /** True: running it again with the same arguments finds the work of the first run done, and repeats nothing. */
  mayRepeat: boolean
  act: Act
}

/** It reads, or it knows its own work again: by the name of its request, or because its rows are there. */
export const repeatable = <Act>(act: Act): Operation<Act> => ({ mayRepeat: true, act })

/** It counts: run twice it would count twice. A lost answer is an outage, and the caller comes again. */
export const onlyOnce = <Act>(act: Act): Operation<Act> => ({ mayRepeat: false, act })
