package filter

import (
	"slices"
	"strings"
)

// Match says whether a row satisfies the condition.
func (c Condition[T]) Match(row T) bool {
	v := c.Field.Get(row)
	switch c.Op {
	case Equal, In:
		return slices.ContainsFunc(c.Values, func(o Value) bool { return c.equal(v, o) })
	case NotIn:
		return !slices.ContainsFunc(c.Values, func(o Value) bool { return c.equal(v, o) })
	case AllIn:
		return !slices.ContainsFunc(c.Values, func(o Value) bool { return !slices.Contains(v.L, o.S) })
	case Contains:
		return strings.Contains(strings.ToLower(v.S), strings.ToLower(c.Values[0].S))
	default:
		return !v.Null && c.ordered(v.N)
	}
}

func (c Condition[T]) ordered(n int64) bool {
	first := c.Values[0].N
	switch c.Op {
	case GT:
		return n > first
	case GTE:
		return n >= first
	case LT:
		return n < first
	case LTE:
		return n <= first
	default: // Range
		return n >= first && n <= c.Values[1].N
	}
}

func (c Condition[T]) equal(v, operand Value) bool {
	switch {
	case v.Null || operand.Null:
		return v.Null == operand.Null
	case c.Field.Kind == Number || c.Field.Kind == Day:
		return v.N == operand.N
	case c.Field.Kind == Many || v.L != nil:
		return slices.Contains(v.L, operand.S)
	case c.Field.Kind == Part:
		return strings.Contains(strings.ToLower(v.S), strings.ToLower(operand.S))
	default:
		return v.S == operand.S
	}
}
