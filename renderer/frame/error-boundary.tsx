import { Component, type ReactNode } from 'react';
import { asAppError } from '../engine/client.ts';
import { Failure } from '../components/waiting.tsx';

type Props = { children: ReactNode; /** Another page clears the mistake of the last one. */ resetOn?: string };
type State = { error: unknown; resetOn: string | undefined };

/** A mistake of one page leaves the rest of the window standing. A class, because React offers no other way. */
export class ErrorBoundary extends Component<Props, State> {
  override state: State = { error: undefined, resetOn: this.props.resetOn };

  static getDerivedStateFromError(error: unknown): Partial<State> {
    return { error };
  }

  static getDerivedStateFromProps({ resetOn }: Props, state: State): Partial<State> | null {
    return resetOn === state.resetOn ? null : { error: undefined, resetOn };
  }

  override render() {
    if (this.state.error === undefined) return this.props.children;
    return <Failure error={asAppError(this.state.error)} onRetry={() => this.setState({ error: undefined })} />;
  }
}
