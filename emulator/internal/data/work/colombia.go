package work

import (
	"strconv"
	"strings"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/ident"
)

// Rates and measures of Colombia's social security: an employee pays 4 % for health and 4 % for the
// pension; an integral salary, which has all benefits in it, begins at thirteen minimum wages.
// Source: laws 100 of 1993 and 50 of 1990. The minimum wage is that of 2024, in hundredths of a peso.
const (
	contribution = 8
	integral     = 13 * 1300000_00
)

// Colombia are the person's jobs, the newest first, that lie in a period wholly or in part. Each is
// told whole.
func (h *History) Colombia(from, to belvo.Date) []*belvo.EmploymentColombia {
	all := []*belvo.EmploymentColombia{}
	for i := len(h.Jobs) - 1; i >= 0; i-- {
		job := &h.Jobs[i]
		if job.End < from || job.Start > to {
			continue
		}
		months := job.months(h.Day)
		all = append(all, &belvo.EmploymentColombia{Base: h.book.Base(belvo.EmploymentsColombia, h.now.Time, job.Start.String()),
			EmployerData:            h.employerColombia(job, len(months)),
			SalaryAndBenefitDetails: h.salariesColombia(months)})
	}
	return all
}

func (h *History) employerColombia(job *Job, tenure int) belvo.EmployerColombia {
	name, activity := job.Employer.Name, pickFor(job.Employer.Name, h.book.Authorities().Activities)
	nit, _, _ := strings.Cut(job.Employer.Document.DocumentNumber, "-") // without its check digit
	number, _ := strconv.ParseInt(nit, 10, 64)                          // made of digits
	code, _ := strconv.Atoi(activity.Code)                              // likewise
	return belvo.EmployerColombia{Name: upper(name), IDType: "NIT", IDNumber: number,
		EconomicActivityCode: code, EconomicActivityCodeDescription: activity.Name,
		ContributorClassCode: "B", ContributorClassCodeDescription: "Aportante con menos de 200 cotizantes",
		ContributorTypeCode: 1, ContributorTypeDescription: "Empleador", Tenure: tenure}
}

func (h *History) salariesColombia(months []month) []belvo.SalaryColombia {
	rng, a := ident.NewRand(h.Profile.User, "employment", "providers"), h.book.Authorities()
	pension, health := a.PensionFunds[rng.IntN(len(a.PensionFunds))], a.HealthProviders[rng.IntN(len(a.HealthProviders))]
	all := []belvo.SalaryColombia{}
	for i := len(months) - 1; i >= 0; i-- {
		m := &months[i]
		m.pay -= m.pay % 100 // the peso has no cents in use
		all = append(all, belvo.SalaryColombia{Month: m.text(), GrossAmount: m.pay,
			NetAmount:      m.pay - (m.pay*contribution+50)/100,
			EmploymentType: "DEPENDIENTE", EmploymentTypeAdditionalInfo: "Contrato a término indefinido",
			ParafiscalContribution: true, SalaryComprehensive: m.pay >= integral, SalaryType: "FIXED",
			PensionFundName: pension, HealthcareProviderName: health, StatusChanges: m.statusChanges()})
	}
	return all
}

// statusChanges say why a month's pay differs from that of others.
// Source: status_changes of the model ApicoemploymentsSalaryAndBenefitDetails in gio-dev/belvo-api.
func (m *month) statusChanges() []string {
	all := []string{}
	for _, c := range []struct {
		holds bool
		word  string
	}{{m.first, "FIRST_MONTH"}, {m.last, "FINAL_MONTH"}, {m.change == sick, "ON_LEAVE"},
		{m.change == absent, "ON_VACATION"}, {m.change == modified, "PERMANENT_SALARY_CHANGE"}} {
		if c.holds {
			all = append(all, c.word)
		}
	}
	return all
}
