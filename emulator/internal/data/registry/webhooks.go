package registry

import (
	"cmp"
	"slices"

	"belvo-emulator/emulator/internal/belvo"
)

// Webhooks tells what a resource's events are called and what they say. Its zero value belongs to
// a resource that has no events.
// Source: https://developers.belvo.com/developer_resources/resources-webhooks-aggregation and the
// pages of the single resources.
type Webhooks struct {
	Type string // ACCOUNTS
	// NewCode is the code of the event that tells of new objects.
	NewCode string
	// First are events about all objects there are that come before the historical_update.
	First []History
	// Total is the data of a historical_update about all objects there are.
	Total func(all []Item) any
	// New is the data of the event with NewCode about the objects that were not there before; nil
	// for resources without such an event.
	New func(added []Item) any
	// ChangedCode is the code of the event that tells of objects that were there before, "" for
	// resources whose objects do not change.
	ChangedCode string
	// Changed is that event's data, and whether there is anything to tell.
	Changed func(before, after []Item) (data any, any bool)
}

func transactionWebhooks() Webhooks {
	// Deviation: the key new_transactions follows the pattern of the other resources; no source
	// shows it.
	type added struct {
		New int `json:"new_transactions"`
	}
	return Webhooks{Type: "TRANSACTIONS", NewCode: "new_transactions_available",
		Total:       func(all []Item) any { return totalTransactions(all) },
		New:         func(items []Item) any { return added{len(items)} },
		ChangedCode: "transactions_updated", Changed: changedTransactions}
}

// transactionTotals is the data of a historical_update. The dates are null when there is nothing.
type transactionTotals struct {
	Total   int         `json:"total_transactions"`
	Inflow  int         `json:"total_inflow_transactions"`
	Outflow int         `json:"total_outflow_transactions"`
	First   *belvo.Date `json:"first_transaction_date"`
	Last    *belvo.Date `json:"last_transaction_date"`
}

func totalTransactions(all []Item) transactionTotals {
	totals, direction, day := transactionTotals{}, valueAt("type"), valueAt("value_date")
	for _, item := range all {
		totals.add(direction(item.Value).String(), belvo.Date(day(item.Value).Int()))
	}
	return totals
}

// add counts one movement: its direction, INFLOW or OUTFLOW, and its day.
func (t *transactionTotals) add(direction string, day belvo.Date) {
	t.Total++
	if direction == "INFLOW" {
		t.Inflow++
	} else {
		t.Outflow++
	}
	if t.First == nil || day < *t.First {
		t.First = &day
	}
	if t.Last == nil || day > *t.Last {
		t.Last = &day
	}
}

// changedTransactions finds the transactions that were pending and no longer are. Deviation: the
// keys of a transactions_updated are shown by no source.
func changedTransactions(before, after []Item) (any, bool) {
	pending, status := map[string]bool{}, valueAt("status")
	for _, item := range before {
		if status(item.Value).String() == "PENDING" {
			pending[item.ID.String()] = true
		}
	}
	changed := struct {
		Count   int      `json:"count"`
		Updated []string `json:"updated_transactions"`
	}{Updated: []string{}}
	for _, item := range after {
		if status(item.Value).String() != "PENDING" && pending[item.ID.String()] {
			changed.Count++
			changed.Updated = append(changed.Updated, item.ID.String())
		}
	}
	return changed, changed.Count > 0
}

// incomeWebhooks tell of the one income that a link has; nothing tells of new ones.
func incomeWebhooks() Webhooks {
	type total struct {
		Total   int `json:"total_incomes"`
		Streams int `json:"number_of_income_streams"`
	}
	return Webhooks{Type: "INCOMES", Total: func(all []Item) any {
		data := total{Total: len(all)}
		for _, item := range all {
			switch income := item.Value.(type) {
			case *belvo.Income:
				data.Streams += income.NumberOfIncomeStreams
			case *belvo.LegacyIncome:
				data.Streams += income.NumberOfIncomeStreams
			}
		}
		return data
	}}
}

// recurringExpenseWebhooks have a historical_update alone. Deviation: no source shows any event of
// the resource; the name and the key follow the pattern of the others.
func recurringExpenseWebhooks() Webhooks {
	type total struct {
		Total int `json:"total_recurring_expenses"`
	}
	return Webhooks{Type: "RECURRING_EXPENSES", Total: func(all []Item) any { return total{len(all)} }}
}

// riskWebhooks have a historical_update alone. Deviation: as recurringExpenseWebhooks.
func riskWebhooks() Webhooks {
	type total struct {
		Total int `json:"total_risk_insights"`
	}
	return Webhooks{Type: "RISK_INSIGHTS", Total: func(all []Item) any { return total{len(all)} }}
}

// employmentRecordWebhooks tell what changed in a record. Deviation: that an asynchronous request is
// answered with the code new_employment_records_available follows the pattern; no source shows it.
func employmentRecordWebhooks() Webhooks {
	hooks := counted(belvo.EmploymentRecords)
	hooks.Total = func(all []Item) any { return map[string]int{"total_employment_record_profiles": len(all)} }
	hooks.ChangedCode, hooks.Changed = "employment_changes", employmentChanges
	return hooks
}

// employmentChanges names what happened since a record was read, in the order of its days.
// Deviation: of the four words sources show EMPLOYED and SALARY_INCREASED.
func employmentChanges(before, after []Item) (any, bool) {
	if len(before) == 0 || len(after) == 0 {
		return nil, false
	}
	var news []belvo.EmploymentUpdate // their events are the words
	old := before[0].Value.(*belvo.EmploymentRecord).EmploymentRecords
	for _, job := range after[0].Value.(*belvo.EmploymentRecord).EmploymentRecords {
		known := 0
		for _, o := range old {
			if o.StartDate == job.StartDate {
				known = len(o.EmploymentStatusUpdates)
			}
		}
		news = append(news, changesOf(job, known)...)
	}
	slices.SortStableFunc(news, func(a, b belvo.EmploymentUpdate) int {
		return cmp.Compare(a.UpdateDate, b.UpdateDate)
	})
	changes := struct {
		Words []string `json:"employment_changes"`
	}{Words: []string{}}
	for _, n := range news {
		changes.Words = append(changes.Words, n.Event)
	}
	return changes, len(news) > 0
}

// changesOf names the changes of a job, the newest of which comes first there, after those that are
// known.
func changesOf(job belvo.EmploymentPeriod, known int) []belvo.EmploymentUpdate {
	var news []belvo.EmploymentUpdate
	updates := job.EmploymentStatusUpdates
	for i := range len(updates) - known {
		word := ""
		switch {
		case i == len(updates)-1:
			word = "EMPLOYED"
		case i == 0 && job.EndDate != nil:
			word = "UNEMPLOYED"
		case updates[i].BaseSalary > updates[i+1].BaseSalary:
			word = "SALARY_INCREASED"
		case updates[i].BaseSalary < updates[i+1].BaseSalary:
			word = "SALARY_DECREASED"
		default:
			continue // a leave
		}
		news = append(news, belvo.EmploymentUpdate{Event: word, UpdateDate: updates[i].UpdateDate})
	}
	return news
}
