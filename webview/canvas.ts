/** A canvas as sharp as the screen, empty, to be drawn on in CSS pixels. Made anew only when its size changed. */
export function prepare(
  canvas: HTMLCanvasElement,
  width: number,
  tall: number,
): CanvasRenderingContext2D | null {
  const ratio = window.devicePixelRatio
  const size = { width: Math.round(width * ratio), height: Math.round(tall * ratio) }
  if (canvas.width !== size.width || canvas.height !== size.height) {
    Object.assign(canvas, size)
    canvas.style.width = `${width}px`
    canvas.style.height = `${tall}px`
  }
  const context = canvas.getContext('2d')
  context?.setTransform(ratio, 0, 0, ratio, 0, 0)
  context?.clearRect(0, 0, width, tall)
  return context
}
