module example.com/meter

go 1.26

require github.com/golang-migrate/migrate/v4 v4.19.0
