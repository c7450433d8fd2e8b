UPDATE t SET n = @-- WHERE id = 1
 n;