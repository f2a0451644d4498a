import { type Asked, moment } from '../message.ts'

export const good = (minutes: number) => `It is good for ${minutes} minutes and works once.`

/** From where, with what and when: how readers tell their own request from somebody else's. */
export const asked = ({ at, place, device }: Asked) =>
  `Asked for on ${moment(at, 'en')}${place ? ` from ${place}` : ''}${device ? ` with ${device}` : ''}.`
