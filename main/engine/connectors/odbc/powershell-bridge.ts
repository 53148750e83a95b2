/**
 * The bridge on Windows, for PowerShell with System.Data.Odbc. Sage's data source is a 32-bit one, so the 32-bit PowerShell runs it.
 * JSON lines in, JSON lines out; the connection's words come in by the first line, never by the command line.
 */
export const POWERSHELL_BRIDGE = String.raw`
$ErrorActionPreference = 'Stop'
$plain = New-Object System.Text.UTF8Encoding $false
$reader = New-Object System.IO.StreamReader([Console]::OpenStandardInput(), $plain)
$writer = New-Object System.IO.StreamWriter([Console]::OpenStandardOutput(), $plain)
$writer.AutoFlush = $true
$invariant = [System.Globalization.CultureInfo]::InvariantCulture
$connection = $null

function Say($value) { $writer.WriteLine((ConvertTo-Json -InputObject $value -Compress -Depth 4)) }
function Text($value) {
  if ($null -eq $value -or $value -is [System.DBNull]) { return '' }
  if ($value -is [datetime]) { return $value.ToString('yyyy-MM-dd', $invariant) }
  return [System.Convert]::ToString($value, $invariant)
}

while ($null -ne ($line = $reader.ReadLine())) {
  $ask = ConvertFrom-Json $line
  try {
    if ($ask.connect) {
      if ($null -ne $connection) { $connection.Dispose() }
      $connection = New-Object System.Data.Odbc.OdbcConnection ([string]$ask.connect)
      $connection.Open()
    } elseif ($ask.describe) {
      $columns = $connection.GetSchema('Columns', @($null, $null, [string]$ask.describe))
      Say @{ id = $ask.id; columns = @('COLUMN_NAME', 'TYPE_NAME', 'PRECISION') }
      foreach ($row in $columns.Rows) { Say @{ id = $ask.id; row = @((Text $row['COLUMN_NAME']), (Text $row['TYPE_NAME']), (Text $row['COLUMN_SIZE'])) } }
    } else {
      $command = $connection.CreateCommand()
      $command.CommandText = [string]$ask.sql
      $found = $command.ExecuteReader()
      try {
        $width = $found.FieldCount
        $names = @(); for ($i = 0; $i -lt $width; $i++) { $names += $found.GetName($i) }
        Say @{ id = $ask.id; columns = @($names) }
        $count = 0
        while ($count -lt $ask.max -and $found.Read()) {
          $cells = New-Object 'string[]' $width
          for ($i = 0; $i -lt $width; $i++) { $cells[$i] = Text $found.GetValue($i) }
          Say @{ id = $ask.id; row = $cells }
          $count++
        }
      } finally { $found.Dispose(); $command.Dispose() }
    }
    Say @{ id = $ask.id; end = $true }
  } catch {
    Say @{ id = $ask.id; error = $_.Exception.GetBaseException().Message }
  }
}
`;
