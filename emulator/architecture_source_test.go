package emulator_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// source is one Go file of the module.
type source struct {
	path, folder string
	test         bool
	*ast.File
}

// sources parses every Go file below the module's root once.
var sources = sync.OnceValues(func() ([]source, error) {
	var all []source
	root := os.DirFS("..")
	err := fs.WalkDir(root, ".", func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		base := d.Name()
		if d.IsDir() && p != "." && (base[0] == '.' || base == "testdata" || base == "node_modules") {
			return fs.SkipDir
		}
		if d.IsDir() || path.Ext(p) != ".go" {
			return nil
		}
		text, err := fs.ReadFile(root, p)
		if err != nil {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), p, text,
			parser.ParseComments|parser.SkipObjectResolution)
		all = append(all, source{p, path.Dir(p), strings.HasSuffix(p, "_test.go"), file})
		return err
	})
	return all, err
})

// eachSource calls visit with every file, tests or not.
func eachSource(t *testing.T, visit func(source)) {
	t.Helper()
	all, err := sources()
	if err != nil || len(all) < 100 {
		t.Fatalf("%d files were read: %v", len(all), err)
	}
	for _, s := range all {
		visit(s)
	}
}

// imports are a file's imports by the names that it uses them under.
func (s source) imports() map[string]string {
	named := map[string]string{}
	for _, spec := range s.Imports {
		p, _ := strconv.Unquote(spec.Path.Value) // the parser has checked it
		name := path.Base(p)
		if strings.HasPrefix(name, "v") && path.Dir(p) != "." {
			if _, err := strconv.Atoi(name[1:]); err == nil {
				name = path.Base(path.Dir(p))
			}
		}
		if spec.Name != nil {
			name = spec.Name.Name
		}
		if name == "_" || named[name] != "" { // imported for its effect alone
			name = p
		}
		named[name] = p
	}
	return named
}

func variables(s source) []*ast.ValueSpec {
	var specs []*ast.ValueSpec
	for _, d := range s.Decls {
		if g, ok := d.(*ast.GenDecl); ok && g.Tok == token.VAR {
			for _, spec := range g.Specs {
				specs = append(specs, spec.(*ast.ValueSpec))
			}
		}
	}
	return specs
}

// types is a type's or function's name as it is written, "" for what is more than a name.
func types(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.Ident:
		return e.Name
	case *ast.SelectorExpr:
		return types(e.X) + "." + e.Sel.Name
	}
	return ""
}

func constant(value ast.Expr) bool {
	switch v := value.(type) {
	case *ast.CompositeLit, *ast.BasicLit:
		return true
	case *ast.CallExpr:
		makers := []string{"regexp.MustCompile", "errors.New", "fmt.Errorf", "time.Date",
			"sync.OnceValue", "sync.OnceValues"} // the latter read what is embedded
		return slices.Contains(makers, types(v.Fun))
	}
	return false
}

// assigned lists what a function assigns to, counts up or takes the address of, as folder.name,
// less the names that the function declares itself.
func assigned(s source, f *ast.FuncDecl) []string {
	local, found, imports := map[string]bool{}, []string{}, s.imports()
	target := func(e ast.Expr) {
		if name := root(e, s.folder, imports); name != "" {
			found = append(found, name)
		}
	}
	ast.Inspect(f, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.Field:
			for _, name := range n.Names {
				local[name.Name] = true
			}
		case *ast.ValueSpec:
			for _, name := range n.Names {
				local[name.Name] = true
			}
		case *ast.RangeStmt:
			declare(local, n.Tok, target, n.Key, n.Value)
		case *ast.AssignStmt:
			declare(local, n.Tok, target, n.Lhs...)
		case *ast.IncDecStmt:
			target(n.X)
		case *ast.UnaryExpr:
			if n.Op == token.AND {
				target(n.X)
			}
		}
		return true
	})
	return slices.DeleteFunc(found, func(name string) bool {
		own, is := strings.CutPrefix(name, s.folder+".")
		return is && local[own]
	})
}

// declare notes what := declares, and hands what = assigns to on to target.
func declare(local map[string]bool, tok token.Token, target func(ast.Expr), left ...ast.Expr) {
	for _, e := range left {
		if id, ok := e.(*ast.Ident); ok && tok == token.DEFINE {
			local[id.Name] = true
		} else if e != nil {
			target(e)
		}
	}
}

// root is the variable that an expression is a part of, as folder.name.
func root(e ast.Expr, folder string, imports map[string]string) string {
	switch e := e.(type) {
	case *ast.Ident:
		return folder + "." + e.Name
	case *ast.SelectorExpr:
		if x, ok := e.X.(*ast.Ident); ok && imports[x.Name] != "" {
			return strings.TrimPrefix(imports[x.Name], module) + "." + e.Sel.Name
		}
		return root(e.X, folder, imports)
	case *ast.IndexExpr:
		return root(e.X, folder, imports)
	case *ast.SliceExpr:
		return root(e.X, folder, imports)
	case *ast.ParenExpr:
		return root(e.X, folder, imports)
	case *ast.StarExpr:
		return root(e.X, folder, imports)
	}
	return ""
}
