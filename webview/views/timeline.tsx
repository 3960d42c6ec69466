import type { VNode } from 'preact'
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks'
import { formatTokens } from '../../src/core/format.ts'
import { type Spacing, axisOf } from '../axis.ts'
import { prepare } from '../canvas.ts'
import { marksOf } from '../marks.ts'
import { height, layout, paintTimeline } from '../paint.ts'
import { canvasHatch } from '../pen.ts'
import type { Range } from '../scale.ts'
import type { Session } from '../session.ts'
import { type Shown, positionOf } from '../shown.ts'
import { type Colours, onTheme, readColours } from '../theme.ts'
import { summaryOf } from '../words.ts'
import { Overview } from './overview.tsx'
import { Tip } from './tip.tsx'

export interface TimelineProps {
  readonly session: Session
  readonly shown: Shown
  readonly selected: number
  readonly range: Range
  readonly spacing: Spacing
  readonly width: number
  /** Iterations that hold what is looked for. */
  readonly found: readonly number[]
  readonly onSelect: (index: number) => void
  readonly onMeasure: (width: number) => void
  readonly onZoom: (factor: number, anchor: number) => void
  readonly onBrush: (range: Range) => void
  readonly onPan: (by: number) => void
}

/** The iterations as stacked bars: a slider that is dragged, clicked and stepped through. */
export function Timeline(props: TimelineProps): VNode {
  const { session, shown, selected, range, spacing, width, onSelect, onMeasure } = props
  const element = useRef<HTMLDivElement>(null)
  const canvas = useRef<HTMLCanvasElement>(null)
  const colours = useColours(element)
  const [hover, setHover] = useState<number>()
  const [brushed, setBrushed] = useState<Stretch>()
  useLayoutEffect(() => {
    const box = element.current
    if (!box) return
    const observer = new ResizeObserver(() => {
      onMeasure(box.clientWidth)
    })
    observer.observe(box)
    onMeasure(box.clientWidth)
    return () => {
      observer.disconnect()
    }
  }, [])
  const axis = useMemo(
    () => axisOf(spacing, range, width, shown.times),
    [spacing, range, width, shown],
  )
  const marks = useMemo(() => marksOf(session, shown, axis), [session, shown, axis])
  const found = useMemo(
    () => props.found.filter((each) => shown.indices[positionOf(shown, each)] === each),
    [props.found, shown],
  )
  useLayoutEffect(() => {
    const context = canvas.current && prepare(canvas.current, width, height)
    if (!context || !colours) return
    const hatch = canvasHatch(context)
    const at = found.map((each) => positionOf(shown, each))
    paintTimeline(context, { shown, axis, colours, hatch, marks, found: at })
  }, [shown, axis, colours, marks, found])

  const count = shown.indices.length
  const position = positionOf(shown, selected)
  const iteration = session.run.iterations[selected]
  const column = axis.columnOf(position)
  const xOf = (event: PointerEvent | WheelEvent): number =>
    event.clientX - (element.current?.getBoundingClientRect().left ?? 0)
  const choose = (event: PointerEvent): void => {
    onSelect(shown.indices[axis.positionAt(xOf(event))] ?? 0)
  }
  const press = (event: PointerEvent & { currentTarget: HTMLElement }): void => {
    if (event.button !== 0) return
    event.currentTarget.setPointerCapture(event.pointerId)
    const { top } = event.currentTarget.getBoundingClientRect()
    const isOnAxis = event.clientY - top > layout.labels + layout.bars
    if (event.shiftKey || isOnAxis) setBrushed({ from: xOf(event), to: xOf(event) })
    else choose(event)
  }
  const move = (event: PointerEvent): void => {
    if (brushed) setBrushed({ ...brushed, to: Math.max(0, Math.min(width, xOf(event))) })
    else if (element.current?.hasPointerCapture(event.pointerId)) choose(event)
    setHover(axis.positionAt(xOf(event)))
  }
  const release = (event: PointerEvent): void => {
    if (!brushed) return
    setBrushed(undefined)
    const isDrag = Math.abs(brushed.to - brushed.from) > 4
    if (!isDrag) choose(event)
    else props.onBrush(positionsOf(brushed, axis.positionAt))
  }
  const wheel = (event: WheelEvent): void => {
    const sideways = event.shiftKey ? event.deltaY : event.deltaX
    if (event.ctrlKey || event.metaKey) {
      props.onZoom(event.deltaY > 0 ? 1.25 : 0.8, axis.positionAt(xOf(event)) + 0.5)
    } else if (sideways !== 0) props.onPan(sideways / axis.pitch)
    else return
    event.preventDefault()
  }
  const choiceWidth = Math.max(7, column.width + 6)
  return (
    <>
      <div
        ref={element}
        class="timeline"
        style={{ height: `${height}px` }}
        role="slider"
        tabIndex={0}
        data-keys="iterations"
        aria-label="Iteration"
        aria-valuemin={1}
        aria-valuemax={count}
        aria-valuenow={position + 1}
        aria-valuetext={
          iteration
            ? `${summaryOf(iteration)}, ${formatTokens(position + 1)} of ${formatTokens(count)}`
            : ''
        }
        onPointerDown={press}
        onPointerMove={move}
        onPointerUp={release}
        onPointerLeave={() => {
          setHover(undefined)
        }}
        onWheel={wheel}
      >
        {count > 0 && (
          <div
            class="choice"
            style={{
              width: `${choiceWidth}px`,
              top: `${layout.labels - 6}px`,
              transform: `translateX(${column.left + (column.width - choiceWidth) / 2}px)`,
            }}
          />
        )}
        <canvas ref={canvas} aria-hidden="true" />
        <div class="ruler" title="Drag to zoom in" style={{ height: `${layout.axis}px` }} />
        {brushed && <div class="brushed" style={boxOf(brushed)} />}
        {count === 0 && <p class="none">No request passes this filter.</p>}
        {hover !== undefined && !brushed && (
          <Tip
            iteration={session.run.iterations[shown.indices[hover] ?? -1]}
            x={axis.columnOf(hover).left}
            width={width}
          />
        )}
      </div>
      {range.end - range.start < count && (
        <Overview
          shown={shown}
          range={range}
          width={width}
          position={position}
          colours={colours}
          onSelect={onSelect}
        />
      )}
    </>
  )
}

/** What a drag has gone over, in pixels. */
interface Stretch {
  readonly from: number
  readonly to: number
}

function boxOf({ from, to }: Stretch): { left: string; width: string } {
  return { left: `${Math.min(from, to)}px`, width: `${Math.abs(to - from)}px` }
}

function positionsOf({ from, to }: Stretch, positionAt: (x: number) => number): Range {
  return { start: positionAt(Math.min(from, to)), end: positionAt(Math.max(from, to)) + 1 }
}

/** The theme's colours, read again when the theme changes. */
function useColours(element: { current: HTMLElement | null }): Colours | undefined {
  const [colours, setColours] = useState<Colours>()
  useEffect(() => {
    const read = (): void => {
      if (element.current) setColours(readColours(element.current))
    }
    read()
    return onTheme(read)
  }, [])
  return colours
}
