import { IsString, MaxLength, MinLength } from 'class-validator';

/** What a tenant's policy may at most allow, and then some. */
const LONGEST = 4096;

/** Body of `POST …/me/password/reset`. */
export class ResetPasswordDto {
  @IsString()
  @MaxLength(LONGEST)
  new_password!: string;
}

/** Body of `POST …/me/password/change`. */
export class ChangePasswordDto extends ResetPasswordDto {
  @IsString()
  @MinLength(1)
  @MaxLength(LONGEST)
  current_password!: string;
}
