import type { ElementPointer } from "../../../protocol/pointer";

/** A finger on the other page's screen. */
export interface RemoteTouch {
  readonly identifier: number;
  readonly clientX: number;
  readonly clientY: number;
  readonly pageX: number;
  readonly pageY: number;
  readonly screenX: number;
  readonly screenY: number;
  readonly force?: number;
}

/**
 * An event of another page, as a handler here gets it: a plain object with the fields people use. Fields that the
 * event did not have are absent.
 *
 * It has no `preventDefault()` and the like, which would come too late: give them as {@link HandlerOptions}.
 */
export interface RemoteEvent<Data = unknown> {
  readonly type: string;
  readonly namespace?: string;
  /** What `on` was given to pass along. */
  readonly data: Data;
  readonly target: ElementPointer;
  readonly currentTarget: ElementPointer;
  readonly delegateTarget?: ElementPointer;
  readonly relatedTarget?: ElementPointer | null;
  readonly timeStamp?: number;
  readonly isTrusted?: boolean;
  /** The value of the input it happened on, except of passwords. */
  readonly value?: string;
  /** Whether the checkbox or radio button it happened on is checked. */
  readonly checked?: boolean;
  readonly which?: number;
  readonly key?: string;
  readonly code?: string;
  readonly keyCode?: number;
  readonly charCode?: number;
  readonly repeat?: boolean;
  readonly inputType?: string;
  readonly button?: number;
  readonly buttons?: number;
  readonly detail?: unknown;
  readonly clientX?: number;
  readonly clientY?: number;
  readonly pageX?: number;
  readonly pageY?: number;
  readonly screenX?: number;
  readonly screenY?: number;
  readonly offsetX?: number;
  readonly offsetY?: number;
  readonly movementX?: number;
  readonly movementY?: number;
  readonly deltaX?: number;
  readonly deltaY?: number;
  readonly deltaMode?: number;
  readonly altKey?: boolean;
  readonly ctrlKey?: boolean;
  readonly metaKey?: boolean;
  readonly shiftKey?: boolean;
  readonly pointerId?: number;
  readonly pointerType?: string;
  readonly pressure?: number;
  readonly isPrimary?: boolean;
  readonly touches?: readonly RemoteTouch[];
  readonly targetTouches?: readonly RemoteTouch[];
  readonly changedTouches?: readonly RemoteTouch[];
  /** What sent the form. */
  readonly submitter?: ElementPointer | null;
  /** The text that a `paste` brings. */
  readonly clipboardText?: string;
  readonly isComposing?: boolean;
  readonly tiltX?: number;
  readonly tiltY?: number;
  readonly propertyName?: string;
  readonly animationName?: string;
  readonly elapsedTime?: number;
  readonly alpha?: number | null;
  readonly beta?: number | null;
  readonly gamma?: number | null;
  readonly oldURL?: string;
  readonly newURL?: string;
  readonly state?: unknown;
  readonly persisted?: boolean;
  readonly message?: string;
}

/**
 * A handler of events of another page: `this` points to the element, and what `trigger` was given beside the event
 * follows it.
 */
export type RemoteEventHandler<Data = undefined, Extra extends readonly unknown[] = unknown[]> = (
  this: ElementPointer,
  event: RemoteEvent<Data>,
  ...extra: Extra
) => unknown;
