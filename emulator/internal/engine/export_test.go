package engine

// FoldWhile is Fold, while something happens between the beginning of the new log and that of the base.
func (e *Engine) FoldWhile(happens func()) error {
	return e.cfg.State.Fold(func(put func([]byte) error) error {
		happens()
		return e.base(put)
	})
}
