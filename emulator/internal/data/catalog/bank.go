package catalog

import "gopkg.in/yaml.v3"

// Bank is a file bank.yaml: the accounts of a customer and what happens on them.
type Bank struct {
	Accounts []Account `yaml:"accounts"`
}

// Account is one account. Amounts are in the currency of the data sets.
type Account struct {
	node     *yaml.Node
	Key      string  `yaml:"key"` // what flows call the account
	Category string  `yaml:"category"`
	Type     string  `yaml:"type"` // these two: else the country's
	Name     string  `yaml:"name"`
	Opening  float64 `yaml:"opening"`
	Credit   *Credit `yaml:"credit"`
	Loan     *Loan   `yaml:"loan"`
	Flows    []Flow  `yaml:"flows"`
}

// Credit is the terms of a credit card.
type Credit struct {
	Limit      float64 `yaml:"limit"`
	CuttingDay int     `yaml:"cutting_day"`
	PaymentDay int     `yaml:"payment_day"`
	Rate       float64 `yaml:"rate"`    // percent a year
	Minimum    float64 `yaml:"minimum"` // percent of the bill
}

// Loan is the terms of a loan with equal monthly instalments.
type Loan struct {
	Amount float64 `yaml:"amount"`
	Months int     `yaml:"months"`
	Paid   int     `yaml:"paid"` // instalments before the history begins
	Rate   float64 `yaml:"rate"`
	Day    int     `yaml:"day"`
}

// Flow is a movement that comes back. Exactly one of Amount, Pays, Leaves and Percent says how
// much it moves.
type Flow struct {
	node        *yaml.Node
	Name        string   `yaml:"name"`
	When        When     `yaml:"when"`
	Hour        *int     `yaml:"hour"`
	Chance      *float64 `yaml:"chance"`
	Times       Numbers  `yaml:"times"`
	Direction   string   `yaml:"direction"`
	To          string   `yaml:"to"` // an account of the same set
	Amount      Numbers  `yaml:"amount"`
	Pays        string   `yaml:"pays"`    // Statement or Instalment
	Leaves      *float64 `yaml:"leaves"`  // the balance afterwards
	Percent     *float64 `yaml:"percent"` // of the balance, a year
	Payee       string   `yaml:"payee"`   // a group of the country's
	Steady      bool     `yaml:"steady"`
	Text        string   `yaml:"text"`
	Received    string   `yaml:"received"`
	Category    string   `yaml:"category"`
	Subcategory string   `yaml:"subcategory"`
}

// When says on which days a flow happens. Exactly one of Days, Weekdays and Every is given.
type When struct {
	Days     []string `yaml:"days"` // 1 to 28, or last
	Weekdays []string `yaml:"weekdays"`
	Every    int      `yaml:"every"`
	Months   []int    `yaml:"months"`
	Workdays bool     `yaml:"workdays"` // a weekend's moves to the Friday before
}

// The values of Flow.Pays.
const (
	Statement  = "statement"
	Instalment = "instalment"
)

// Numbers is one number or a range of two.
type Numbers []float64

// UnmarshalYAML accepts a number without brackets.
func (ns *Numbers) UnmarshalYAML(n *yaml.Node) error {
	if n.Kind == yaml.ScalarNode {
		*ns = make(Numbers, 1)
		return n.Decode(&(*ns)[0])
	}
	return n.Decode((*[]float64)(ns))
}

// Low and High are the ends of the range, the same for one number; 0 for none.
func (ns Numbers) Low() float64 {
	if ns == nil {
		return 0
	}
	return ns[0]
}

// High is the end of the range; see Low.
func (ns Numbers) High() float64 {
	if ns == nil {
		return 0
	}
	return ns[len(ns)-1]
}

// Whole are the ends of the range as whole numbers.
func (ns Numbers) Whole() (least, most int) { return int(ns.Low()), int(ns.High()) }

// valid says whether the Numbers are absent, one, or a range, and none less than least.
func (ns Numbers) valid(least float64) bool {
	if ns == nil {
		return true
	}
	return (len(ns) == 1 || len(ns) == 2) && ns.Low() >= least && ns.Low() <= ns.High()
}

// UnmarshalYAML keeps the node, which the checks need for the places of what they find.
func (a *Account) UnmarshalYAML(n *yaml.Node) error {
	type bare Account
	a.node = n
	return n.Decode((*bare)(a))
}

// UnmarshalYAML keeps the node, as that of Account does.
func (f *Flow) UnmarshalYAML(n *yaml.Node) error {
	type bare Flow
	f.node = n
	return n.Decode((*bare)(f))
}

// Index returns the index of the account with a key, or -1.
func (s *Bank) Index(key string) int {
	for i := range s.Accounts {
		if s.Accounts[i].Key == key {
			return i
		}
	}
	return -1
}
