package work

import (
	"fmt"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/data/paper"
)

// coverDays is how long a person is insured after the last job: eight weeks, by article 109 of
// Mexico's law of social security.
const coverDays = 56

// weeksOf rounds days to weeks.
func weeksOf(days int) int { return (days + 3) / 7 }

// monthly is the salary of a month: the IMSS counts a twelfth of a year, the ISSSTE thirty days.
// Source: monthly_salary in schema EmploymentRecordDetail of OpenAPI 1.223.0, and its example.
func (h *History) monthly(daily belvo.Money) belvo.Money {
	if publicSector(h.book.Customer().Institution) {
		return daily * 30
	}
	return (daily*365 + 6) / 12
}

// Record is what Mexico's social security tells of the person: all jobs, the newest first, and with
// attach the report as a PDF. Deviation: Belvo's sandbox gives no PDF, and how it computes the scores
// and the estimation is not published.
func (h *History) Record(attach bool) *belvo.EmploymentRecord {
	curp := h.Profile.Number("CURP")
	r := &belvo.EmploymentRecord{Base: h.book.Base(belvo.EmploymentRecords, h.now.Time, curp), ReportDate: h.Day,
		InternalIdentification: curp, PersonalData: h.person(), EmploymentRecords: []belvo.EmploymentPeriod{},
		Files: []belvo.EmploymentFile{}}
	for i := len(h.Jobs) - 1; i >= 0; i-- {
		r.EmploymentRecords = append(r.EmploymentRecords, h.period(&h.Jobs[i]))
	}
	if !publicSector(h.book.Customer().Institution) {
		r.SocialSecuritySummary, r.EmploymentScores = h.summary(), h.scores()
		r.SalaryEstimation = h.estimation()
	}
	if attach {
		file := paper.Base64(h.report(r))
		r.Files = append(r.Files, belvo.EmploymentFile{
			Type: "ReporteSemanasCotizadas_" + h.Day.Time().Format("020106"), Value: &file})
	}
	return r
}

func (h *History) person() belvo.EmploymentPerson {
	p := h.names()
	person := belvo.EmploymentPerson{OfficialName: p.OfficialName, FirstName: p.FirstName, LastName: p.LastName,
		BirthDate: p.BirthDate, DocumentIDs: p.DocumentIDs, Email: &h.Profile.Mail,
		Entitlements: belvo.EmploymentEntitlements{HealthInsurance: true, CompanyBenefits: true,
			Status: h.Status()}}
	if person.Entitlements.Status == employed {
		return person
	}
	person.Entitlements.HealthInsurance, person.Entitlements.CompanyBenefits = false, false
	if last := h.last(); last != nil {
		until := last.End + coverDays
		person.Entitlements.ValidUntil, person.Entitlements.HealthInsurance = &until, h.Day <= until
	}
	return person
}

// names identify the person, in the form of both Mexican resources.
func (h *History) names() belvo.CurrentEmploymentPerson {
	p := &h.Profile
	family := p.Families[0]
	if len(p.Families) > 1 {
		family += " " + p.Families[1]
	}
	documents := []belvo.EmploymentDocument{
		{DocumentType: "CURP", DocumentNumber: p.Number("CURP")},
		{DocumentType: "RFC", DocumentNumber: p.Number("RFC")}}
	if !publicSector(h.book.Customer().Institution) {
		registered := p.Born + 18*365
		if len(h.Jobs) > 0 {
			registered = h.Jobs[0].Start
		}
		documents = append([]belvo.EmploymentDocument{{DocumentType: "NSS",
			DocumentNumber: nss(*p, registered)}}, documents...)
	}
	return belvo.CurrentEmploymentPerson{OfficialName: &p.Name, FirstName: &p.Given, LastName: &family,
		BirthDate: &p.Born, DocumentIDs: documents}
}

// period is one job. Deviation: which of its three words ISSSTE's information has follows from the
// order of the changes.
func (h *History) period(job *Job) belvo.EmploymentPeriod {
	name := upper(job.Employer.Name)
	p := belvo.EmploymentPeriod{CollectedAt: h.now, Employer: name, StartDate: job.Start,
		WeeksEmployed: weeksOf(job.Days()), MostRecentBaseSalary: job.Pay(), MonthlySalary: h.monthly(job.Pay()),
		Currency: h.Profile.Currency, EmploymentStatusUpdates: []belvo.EmploymentUpdate{}}
	if !job.Current {
		p.EndDate = &job.End
	}
	public := publicSector(h.book.Customer().Institution)
	if public {
		p.Employer = name + ";" + name
	} else {
		id, where := registration(job.Employer), h.state(job.Employer)
		p.EmployerID, p.State = &id, &where
	}
	for i := len(job.Changes) - 1; i >= 0; i-- {
		c := job.Changes[i]
		event := string(c.Event)
		if public {
			event = [...]string{"NORMAL", "BDUTA_CERTIFICATE", "DYE_CERTIFICATE"}[i%3]
		}
		p.EmploymentStatusUpdates = append(p.EmploymentStatusUpdates,
			belvo.EmploymentUpdate{Event: event, BaseSalary: c.Pay, UpdateDate: c.Day})
	}
	return p
}

// summary counts the weeks: those that were worked, less those redeemed to live on when the last job
// was long ago.
func (h *History) summary() *belvo.SocialSecuritySummary {
	worked := weeksOf(h.tally().worked)
	s := &belvo.SocialSecuritySummary{}
	if last := h.last(); last != nil && !last.Current && h.Day-last.End > coverDays {
		s.WeeksRedeemed = min(26, worked/4)
		s.WeeksReinstated = s.WeeksRedeemed / 4
	}
	s.WeeksContributed = worked - s.WeeksRedeemed + s.WeeksReinstated
	return s
}

// scores rate the coming 3, 6 and 12 months by the share of the last two years with work, whether
// there is any now, and how often the pay rose; the farther ahead, the lower.
func (h *History) scores() []belvo.EmploymentScore {
	var all []belvo.EmploymentScore
	for _, months := range []int{3, 6, 12} {
		score := belvo.EmploymentScore{Period: months, Version: "1.0.0"}
		if len(h.Jobs) > 0 {
			points := h.points() - 5*months
			points = min(max(points, 300), 900)
			score.Score = &points
		}
		all = append(all, score)
	}
	return all
}

func (h *History) points() int {
	worked := 0
	for day := h.Day - 729; day <= h.Day; day++ {
		for i := range h.Jobs {
			if h.Jobs[i].covers(day) {
				worked++
				break
			}
		}
	}
	points := 330 + 280*worked/730
	if h.Status() == employed {
		points += 120
	}
	moves := h.moves(yearsBefore(h.Day, 3))
	return points + 30*min(moves.up, 5) - 40*min(moves.down, 5)
}

func (h *History) estimation() *belvo.SalaryEstimation {
	status, pay := unemployed, belvo.Money(0)
	for _, job := range h.current() {
		status = employed
		pay += job.Pay()
	}
	return &belvo.SalaryEstimation{EmploymentStatusEstimate: &status, BaseSalaryEstimate: &pay,
		Currency: h.Profile.Currency}
}

// report is the PDF of a record.
func (h *History) report(r *belvo.EmploymentRecord) []byte {
	lines := []string{h.Profile.Name, "CURP " + r.InternalIdentification,
		"Fecha del reporte: " + r.ReportDate.String()}
	if s := r.SocialSecuritySummary; s != nil {
		lines = append(lines, fmt.Sprintf("Semanas cotizadas: %d; descontadas: %d; reintegradas: %d",
			s.WeeksContributed, s.WeeksRedeemed, s.WeeksReinstated))
	}
	for i := range r.EmploymentRecords {
		e := &r.EmploymentRecords[i]
		end := "vigente"
		if e.EndDate != nil {
			end = e.EndDate.String()
		}
		lines = append(lines, fmt.Sprintf("%s: %s a %s, %d semanas, salario base %.2f %s", e.Employer, e.StartDate,
			end, e.WeeksEmployed, e.MostRecentBaseSalary.Float(), e.Currency))
	}
	return paper.PDF("Constancia de semanas cotizadas", lines...)
}

// Now is whether and where the person works in the month of the day.
func (h *History) Now() *belvo.CurrentEmployment {
	month := h.Day.Time().Format("2006-01")
	e := &belvo.CurrentEmployment{Base: h.book.Base(belvo.CurrentEmployments, h.now.Time, month), PersonalData: h.names(),
		Status: unemployed}
	for _, job := range h.current() {
		pay, monthly, curp := job.Pay(), h.monthly(job.Pay()), h.Profile.Number("CURP")
		e.Status, e.Month, e.InternalIdentification = employed, &month, &curp
		e.CurrentEmploymentRecords = append(e.CurrentEmploymentRecords, belvo.CurrentJob{
			Employer: upper(job.Employer.Name), EmployerID: registration(job.Employer),
			EmployerRFC: job.Employer.Document.DocumentNumber, State: h.state(job.Employer), DaysEmployed: job.Days(),
			BaseSalary: &pay, MonthlySalary: &monthly})
	}
	return e
}
