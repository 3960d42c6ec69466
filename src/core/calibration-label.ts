import type { Calibration } from './calibration.ts'
import { formatShare, plural } from './format.ts'

/** `calibrated from 214 requests, ±0.8 %`; where there were none, what the API was asked for. */
export function calibrationLabel(calibration: Calibration): string {
  if (calibration.requests === 0)
    return `${plural(calibration.prefixes.length, 'prefix', 'prefixes')} counted by the API`
  const error = medianError(calibration)
  const off = error === undefined ? '' : `, ±${formatShare(error)}`
  return `calibrated from ${plural(calibration.requests, 'request')}${off}`
}

/** How far off counts of new requests were, as a share: the middle one. Undefined before the first. */
export function medianError({ errors }: Calibration): number | undefined {
  const off = errors.map(Math.abs).sort((a, b) => a - b)
  return off[Math.floor(off.length / 2)]
}
