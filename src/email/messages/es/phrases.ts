import { type Asked, moment } from '../message.ts'

export const good = (minutes: number) => `Vale ${minutes} minutos y sirve una sola vez.`

/** From where, with what and when: how readers tell their own request from somebody else's. */
export const asked = ({ at, place, device }: Asked) =>
  `Pedido el ${moment(at, 'es')}${place ? ` desde ${place}` : ''}${device ? ` con ${device}` : ''}.`
