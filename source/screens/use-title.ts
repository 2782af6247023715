import { createContext, useContext, useEffect } from 'react';
import { useVisible } from './ui.tsx';

/** Sets the title of the terminal's window; given by `runApp`, which also puts the old one back. */
export const TitleContext = createContext<(title: string) => void>(() => undefined);

export const useTitle = (title: string | undefined): void => {
	const set = useContext(TitleContext);
	const visible = useVisible();
	useEffect(() => {
		if (title !== undefined && visible) set(title);
	}, [title, set, visible]);
};
