/** What pictures are drawn with: a canvas, or anything that can do as much of what a canvas does. */
export type Pen = Pick<
  CanvasRenderingContext2D,
  | 'fillStyle'
  | 'strokeStyle'
  | 'lineWidth'
  | 'globalAlpha'
  | 'font'
  | 'textAlign'
  | 'textBaseline'
  | 'fillRect'
  | 'strokeRect'
  | 'beginPath'
  | 'moveTo'
  | 'lineTo'
  | 'stroke'
  | 'fill'
  | 'fillText'
  | 'measureText'
  | 'setLineDash'
  | 'translate'
>

/** Diagonal stripes stand for one hour; dots for five minutes where fills must not be relied on. */
type HatchKind = 'diagonal' | 'dots'

/** Makes a fill that is a pattern in a colour on a background. */
export type Hatch = (colour: string, background: string, kind: HatchKind) => string | CanvasPattern

const hatches = new Map<string, CanvasPattern>()

/** The patterns of a canvas, as sharp as the screen. */
export function canvasHatch(context: CanvasRenderingContext2D): Hatch {
  return (colour, background, kind) => {
    const key = `${colour} ${background} ${kind} ${devicePixelRatio}`
    const known = hatches.get(key)
    if (known) return known
    const tile = tileOf(colour, background, kind)
    const pattern = context.createPattern(tile, 'repeat')
    if (!pattern) return colour
    pattern.setTransform(new DOMMatrix().scale(1 / devicePixelRatio))
    hatches.set(key, pattern)
    return pattern
  }
}

/** Side of the square that a pattern repeats, in pixels. */
const hatchSize = 6

function tileOf(colour: string, background: string, kind: HatchKind): HTMLCanvasElement {
  const tile = document.createElement('canvas')
  tile.width = tile.height = hatchSize * devicePixelRatio
  const pen = tile.getContext('2d')
  if (!pen) return tile
  pen.scale(devicePixelRatio, devicePixelRatio)
  pen.fillStyle = background
  pen.fillRect(0, 0, hatchSize, hatchSize)
  if (kind === 'dots') {
    pen.fillStyle = colour
    pen.fillRect(0, 0, 3, 3)
    pen.fillRect(3, 3, 3, 3)
    return tile
  }
  pen.strokeStyle = colour
  pen.lineWidth = 2.6
  for (const x of [-hatchSize, 0, hatchSize]) {
    pen.beginPath()
    pen.moveTo(x - 1, hatchSize + 1)
    pen.lineTo(x + hatchSize + 1, -1)
    pen.stroke()
  }
  return tile
}
